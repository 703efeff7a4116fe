using CaffeSharpGen.Classify;
using CaffeSharpGen.Samples;

var commandLine = new CommandLine(request => SampleProgram.Print(() =>
{
    Report report = Classification.Run(request, new Progress());
    return request.Json ? JsonReport.Write(report) : TextReport.Write(report);
}));
return SampleProgram.Invoke(commandLine.Parse(args));
