@rem The npm scripts start with "exec", so that signals reach the program instead of a shell around it.
@rem That word is a command of POSIX shells; this file gives it to the shell of Windows.
@%*
