using System.Diagnostics;
using CaffeSharpGen.DeviceCheck.Devices;
using CaffeSharpGen.DeviceCheck.Reporting;

namespace CaffeSharpGen.DeviceCheck.Sections;

/// <summary>A part of the check. What fails in it is its own: the others run all the same.</summary>
/// <param name="title">Its heading.</param>
internal abstract class Section(string title)
{
    /// <summary>Its heading.</summary>
    public string Title { get; } = title;

    /// <summary>Runs it.</summary>
    public abstract void Run(CheckRun run);
}

/// <summary>What the sections of a run share.</summary>
/// <param name="Options">What is to be checked.</param>
/// <param name="Subject">The device.</param>
/// <param name="Report">Where results go.</param>
internal sealed record CheckRun(CheckOptions Options, Subject Subject, Report Report)
{
    private readonly long start = Stopwatch.GetTimestamp();

    /// <summary>What is left of the time.</summary>
    public TimeSpan Left => Options.Budget - Stopwatch.GetElapsedTime(start);

    /// <summary>Whether something that may take so long can still begin.</summary>
    public bool HasTimeFor(double seconds) => Left.TotalSeconds >= seconds;

    /// <summary>Runs a part of a section, whose failure is said and does not end the section.</summary>
    /// <param name="what">What it is, for the sentence that says so.</param>
    /// <param name="part">The part.</param>
    /// <returns>Whether it ran to its end.</returns>
    public bool Try(string what, Action part)
    {
        try
        {
            part();
            return true;
        }
        catch (Exception e)
        {
            // Any part may fail in any way, and the others are still wanted.
            Report.Fail($"{what}: {e.GetType().Name}: {e.Message}");
            Console.Error.WriteLine(e);
            return false;
        }
    }
}
