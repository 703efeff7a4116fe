using CaffeSharpGen.SideBySide.Engines;
using CaffeSharpGen.SideBySide.Measurements;

namespace CaffeSharpGen.SideBySide.Report;

/// <summary>Starts of processes as a table: a line for each network and program.</summary>
internal static class StartReport
{
    public static MarkdownTable Of(Results results)
    {
        bool hasOther = results.Settings.Against is not null;
        var table = new MarkdownTable(
            "Start: from the start of a process to the program's first line, to a network that is ready (weights loaded and packed), and the first forward pass, one image; milliseconds, minimum / median. Ratios are of medians (of minima) until ready.",
            ["network", "engine", "compiled", "first line", "ready", "first forward", .. hasOther ? new[] { "÷ the other build" } : [], "÷ ONNX Runtime"]);
        foreach (StartTimes times in results.Starts)
        {
            foreach ((StartProgram program, IReadOnlyList<StartTime> each) in times.Programs)
            {
                table.Add([
                    times.Network.Name, program.Engine.Name, Name(program.Compilation), Cell(each, time => time.Main), Cell(each, time => time.Ready), Cell(each, time => time.Forward),
                    .. hasOther ? new[] { Ratio(times, program, results.Settings.Against!.Kind) } : [], Ratio(times, program, EngineKind.Onnx)]);
            }
        }
        return table;
    }

    private static string Name(Compilation compilation) => compilation switch
    {
        Compilation.Jit => "when it runs",
        Compilation.ReadyToRun => "when it runs, libraries before",
        _ => "ahead of time",
    };

    private static string Cell(IReadOnlyList<StartTime> times, Func<StartTime, double> part) => $"{times.Min(part):f0} / {Median(times, part):f0}";

    // Of ours only, to what is compiled in the same way.
    private static string Ratio(StartTimes times, StartProgram program, EngineKind to)
    {
        if (program.Engine != EngineKind.Ours)
            return "";
        Compilation compilation = program.Compilation == Compilation.ReadyToRun ? Compilation.Jit : program.Compilation;
        IReadOnlyList<StartTime> Of(StartProgram wanted) => times.Programs.Single(each => each.Program == wanted).Times;
        StartProgram other = times.Programs.Single(each => each.Program.Engine == to && each.Program.Compilation == compilation).Program;
        double medians = Median(Of(program), time => time.Ready) / Median(Of(other), time => time.Ready);
        return $"{medians:f2} ({Of(program).Min(time => time.Ready) / Of(other).Min(time => time.Ready):f2})";
    }

    private static double Median(IReadOnlyList<StartTime> times, Func<StartTime, double> part) => new Times(EngineKind.Ours, [.. times.Select(part)]).Median;
}
