/** Two threads of Python 3.13 take two locks in opposite order, the main thread joins them: nobody is left. */
import { pythonLocksAbba } from '../props.ts';

export default pythonLocksAbba('3.13');
