using CaffeSharpGen.Detect;
using CaffeSharpGen.Samples.CommandLines;
using CaffeSharpGen.Samples.Reports;

var commandLine = new CommandLine(request => SampleProgram.Print(request.Json, () =>
{
    Report report = Detecting.Run(request, new Progress());
    return request.Json ? JsonReport.Write(report, new ReportJson(JsonReport.Options).Report) : TextReport.Write(report);
}));
return SampleProgram.Invoke(commandLine.Parse(args));
