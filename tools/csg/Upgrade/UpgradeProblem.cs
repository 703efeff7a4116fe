namespace CaffeSharpGen.Csg.Upgrade;

/// <summary>Something that cannot be upgraded.</summary>
/// <param name="start">Where it stands in the text.</param>
/// <param name="message">What was found, what was expected.</param>
internal sealed class UpgradeProblem(int start, string message) : Exception(message)
{
    /// <summary>Where it stands in the text.</summary>
    public int Start { get; } = start;
}
