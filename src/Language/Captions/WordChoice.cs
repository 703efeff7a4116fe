namespace CaffeSharpGen.Language;

/// <summary>Chooses the next word.</summary>
internal static class WordChoice
{
    /// <summary>The most probable word; the first among equals.</summary>
    /// <returns>Its id, from 1.</returns>
    public static int MostProbable(ReadOnlySpan<float> logProbabilities)
    {
        int best = 0;
        for (int i = 1; i < logProbabilities.Length; i++)
        {
            if (logProbabilities[i] > logProbabilities[best])
                best = i;
        }
        return best + 1;
    }

    /// <summary>Draws a word with probabilities p^(1/temperature), scaled so that their sum is 1.</summary>
    /// <returns>Its id, from 1.</returns>
    public static int Draw(ReadOnlySpan<float> logProbabilities, double temperature, Random random)
    {
        float largest = logProbabilities[MostProbable(logProbabilities) - 1];
        // Relative to the largest, so that low temperatures do not make all weights 0.
        double[] weights = new double[logProbabilities.Length];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = Math.Exp((logProbabilities[i] - largest) / temperature);
        double left = random.NextDouble() * weights.Sum();
        for (int i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0)
                return i + 1;
        }
        // Reached by rounding only.
        return MostProbable(logProbabilities);
    }
}
