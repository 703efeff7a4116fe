using CaffeSharpGen.Samples;
using CaffeSharpGen.Vqa;

var commandLine = new CommandLine(CompiledModels.Catalog, request => SampleProgram.Print(() =>
{
    Report report = Answering.Run(request, CompiledModels.Catalog, new Progress());
    return request.Json ? JsonReport.Write(report) : TextReport.Write(report);
}));
return SampleProgram.Invoke(commandLine.Parse(args));
