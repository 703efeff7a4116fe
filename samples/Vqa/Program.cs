using CaffeSharpGen.Samples.CommandLines;
using CaffeSharpGen.Samples.Reports;
using CaffeSharpGen.Vqa;

var commandLine = new CommandLine(CompiledModels.Catalog, request => SampleProgram.Print(request.Json, () =>
{
    Report report = Answering.Run(request, CompiledModels.Catalog, new Progress());
    return request.Json ? JsonReport.Write(report, new ReportJson(JsonReport.Options).Report) : TextReport.Write(report);
}));
return SampleProgram.Invoke(commandLine.Parse(args));
