using CaffeSharpGen.DeviceCheck;
using CaffeSharpGen.DeviceCheck.Processes;

// Checks and measures CaffeSharpGen on an NVIDIA GPU: see README.md.
return CheckOptions.Run(args, options => options.IsPart ? Part.Run(options) : Whole.Run(options, string.Join(' ', args)));
