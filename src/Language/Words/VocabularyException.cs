namespace CaffeSharpGen.Language;

/// <summary>A file lists words wrongly, or a model cannot take a text.</summary>
public sealed class VocabularyException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">The file and the field, what was found and what was expected.</param>
    /// <param name="cause">The exception behind it, if there is one.</param>
    public VocabularyException(string message, Exception? cause = null) : base(message, cause)
    {
    }
}
