using Spectre.Console;
using Spectre.Console.Rendering;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>Where a command writes: the process's streams, or those of a test.</summary>
/// <param name="output">Takes what was asked for.</param>
/// <param name="error">Takes errors.</param>
internal sealed class ToolConsole(TextWriter output, TextWriter error)
{
    // Redirected tables are data: no line of them is broken.
    private const int Unbroken = 1 << 14;

    /// <summary>Columns from which on tables have everything.</summary>
    public const int WideEnough = 130;

    /// <summary>Takes what was asked for.</summary>
    public TextWriter Out => output;

    /// <summary>Takes errors.</summary>
    public TextWriter Error => error;

    /// <summary>Whether the output is a terminal, whose width tables keep to.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Whether colors are wanted: on a terminal, unless <c>NO_COLOR</c> is set.</summary>
    public bool HasColors { get; init; }

    /// <summary>Whether the error output is a terminal, which shows what is being done.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Whether colors are wanted on the error output.</summary>
    public bool HasErrorColors { get; init; }

    /// <summary>What errors begin with.</summary>
    public string ErrorPrefix => HasErrorColors ? "\e[31merror:\e[0m " : "error: ";

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = Unbroken;

    /// <summary>Whether tables leave out what can be spared.</summary>
    public bool IsNarrow => IsTerminal && Width < WideEnough;

    /// <summary>The console of this process.</summary>
    public static ToolConsole OfProcess()
    {
        bool isTerminal = !Console.IsOutputRedirected;
        bool mayHaveColors = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new ToolConsole(Console.Out, Console.Error)
        {
            IsTerminal = isTerminal,
            HasColors = isTerminal && mayHaveColors,
            IsErrorTerminal = !Console.IsErrorRedirected,
            HasErrorColors = !Console.IsErrorRedirected && mayHaveColors,
            // A pseudo terminal may not know its width.
            Width = isTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : Unbroken,
        };
    }

    /// <summary>A column whose cells are never broken.</summary>
    public static TableColumn Column(string name, bool isNumber = false)
    {
        TableColumn column = new TableColumn(new Markup($"[bold]{Markup.Escape(name)}[/]")).NoWrap();
        return isNumber ? column.RightAligned() : column;
    }

    /// <summary>Writes a table: within the terminal's width, with colors where they are wanted; unbroken where it is redirected.</summary>
    public void Write(Table table)
    {
        table.Border(IsTerminal ? TableBorder.Simple : TableBorder.None);
        using var drawn = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = HasColors ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = HasColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(drawn),
        });
        console.Profile.Width = Width;
        // Where even the narrowest does not fit, the terminal breaks lines itself: nothing is left out.
        if (((IRenderable)table).Measure(RenderOptions.Create(console), Unbroken).Min > Width)
        {
            table.Border(TableBorder.None);
            console.Profile.Width = Unbroken;
        }
        console.Write(table);
        // The last column is padded too, of which nothing is seen.
        foreach (ReadOnlySpan<char> line in drawn.ToString().TrimEnd().AsSpan().EnumerateLines())
            output.WriteLine(line.TrimEnd());
    }
}
