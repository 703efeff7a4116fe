namespace CaffeSharpGen.Language;

/// <summary>Words that a file lists wrongly, or that a model cannot take.</summary>
public sealed class VocabularyException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">The file and the place in it, what was found and what was expected.</param>
    /// <param name="cause">What happened underneath, if something did.</param>
    public VocabularyException(string message, Exception? cause = null) : base(message, cause)
    {
    }
}
