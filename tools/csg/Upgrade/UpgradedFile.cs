using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Samples;

namespace CaffeSharpGen.Csg.Upgrade;

/// <summary>A file in today's format, checked against the old one.</summary>
internal static class UpgradedFile
{
    /// <summary>Reads and upgrades a file.</summary>
    /// <exception cref="ProblemException">It has syntax errors, or something in it cannot be upgraded.</exception>
    /// <exception cref="UserError">It cannot be read.</exception>
    public static NetworkText Read(string path)
    {
        string text = TextFile.Read(path, "a prototxt");
        ParsedPrototxt parsed = PrototxtParser.Parse(text);
        if (parsed.Problems is [var syntax, ..])
            throw new ProblemException(At(parsed, path, parsed.Spans[syntax.Node].Start, syntax.Code, syntax.Message));
        try
        {
            NetworkText upgraded = NetworkText.Upgrade(text);
            RequireSame(path, parsed, upgraded.Text);
            return upgraded;
        }
        catch (UpgradeProblem problem)
        {
            throw new ProblemException(At(parsed, path, problem.Start, ProblemCodes.Legacy, problem.Message));
        }
    }

    // Nothing is written that computes something else. What does not compile need not be wrong: it may wait for options.
    private static void RequireSame(string path, ParsedPrototxt old, string upgraded)
    {
        var options = new NetOptions();
        if (NetworkCompiler.Compile(old.Root, options) is not { Network: { } expected })
            return;
        ParsedPrototxt parsed = PrototxtParser.Parse(upgraded);
        if (parsed.Problems.Length > 0 || NetworkCompiler.Compile(parsed.Root, options).Network != expected)
        {
            throw new UserError(
                $"{path}: what csg makes of it computes something else; nothing was written. This is a mistake of csg: please report it");
        }
    }

    private static PrototxtProblem At(ParsedPrototxt parsed, string path, int start, string code, string message)
    {
        (int line, int column) = parsed.Spans.LinePosition(start);
        return new PrototxtProblem(path, line + 1, column + 1, Severity.Error, code, message);
    }
}
