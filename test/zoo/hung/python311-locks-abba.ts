/** Two threads of Python 3.11 take two locks in opposite order, the main thread joins them: nobody is left. */
import { pythonLocksAbba } from '../props.ts';

export default pythonLocksAbba('3.11');
