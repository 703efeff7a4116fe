using CaffeSharpGen.Csg.CommandLines;

return CsgProgram.Run(args, ToolConsole.OfProcess());
