using Spectre.Console;

namespace CaffeSharpGen.Samples.Reports;

/// <summary>Says on a terminal what is being done; silent where the error output is redirected. Times each step.</summary>
public sealed class Progress
{
    private readonly List<Timing> timings = [];

    /// <summary>How long each step took.</summary>
    public IReadOnlyList<Timing> Timings => timings;

    /// <summary>Runs a step.</summary>
    public T Step<T>(string what, Func<T> run)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        T result = Console.IsErrorRedirected ? run() : WithSpinner(what, run);
        timings.Add(new Timing(what, System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds));
        return result;
    }

    /// <summary>Runs a step without a result.</summary>
    public void Step(string what, Action run) => Step(what, () =>
    {
        run();
        return true;
    });

    private static T WithSpinner<T>(string what, Func<T> run)
    {
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Status().Start(Markup.Escape(what), _ => run());
    }
}

/// <summary>How long a step took.</summary>
public sealed record Timing(string Step, double Milliseconds);
