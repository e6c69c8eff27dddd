using KernelGen.Tuner;

return Tool.Run(args, ToolConsole.ForProcess());
