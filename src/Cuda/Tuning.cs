namespace CaffeSharpGen.Cuda;

/// <summary>How the algorithm of a convolution is chosen.</summary>
public enum Tuning
{
    /// <summary>As the libraries rank them: nothing is measured, and the same is chosen in every run.</summary>
    Heuristic,

    /// <summary>
    /// All candidates are timed when a convolution first runs, and the fastest is taken and kept in a file for the card, the driver, cuDNN
    /// and the precision, in <c>caffesharpgen</c> below the user's folder for caches. Results may differ in the last digits between cards.
    /// </summary>
    Measured,
}
