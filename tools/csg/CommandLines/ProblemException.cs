using CaffeSharpGen.Dynamic;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>An error in a prototxt that a command finds itself.</summary>
internal sealed class ProblemException(PrototxtProblem problem) : Exception(problem.ToString())
{
    /// <summary>The error, with its position.</summary>
    public PrototxtProblem Problem { get; } = problem;
}
