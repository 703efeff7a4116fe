using CaffeSharpGen.Captioning;
using CaffeSharpGen.Samples;

var commandLine = new CommandLine(request => SampleProgram.Print(() =>
{
    Report report = Captions.Run(request, CompiledCaptioners.Catalog, new Progress());
    return request.Json ? JsonReport.Write(report) : TextReport.Write(report);
}));
return SampleProgram.Invoke(commandLine.Parse(args));
