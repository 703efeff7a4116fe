namespace CaffeSharpGen.RandomNetworks.Actions;

/// <summary>A number that is not what the oracle says, or something else that a network must not do.</summary>
internal sealed class Disagreement(string kind, string message) : Exception(message)
{
    /// <summary>What kind of fault it is, in a word: shrinking keeps to it.</summary>
    public string Kind { get; } = kind;
}

/// <summary>A case that says nothing: its numbers leave what can be compared.</summary>
internal sealed class Inconclusive(string why) : Exception(why);
