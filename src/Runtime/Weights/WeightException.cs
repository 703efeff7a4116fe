namespace CaffeSharpGen.Weights;

/// <summary>A file of weights that is damaged, is no such file, or does not fit a network.</summary>
public sealed class WeightException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">The file, the position in it, what was found and what was expected.</param>
    /// <param name="cause">What happened underneath, if something did.</param>
    public WeightException(string message, Exception? cause = null) : base(message, cause)
    {
    }
}
