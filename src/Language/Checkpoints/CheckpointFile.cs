using CaffeSharpGen.Torch7;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>What the checkpoints of all models have in common.</summary>
internal static class CheckpointFile
{
    /// <summary>Makes a checkpoint of a file, which it owns. Closes the file if that fails.</summary>
    /// <exception cref="WeightException">The file has other content.</exception>
    public static T Make<T>(Torch7File file, Func<Torch7File, T> make)
    {
        try
        {
            return make(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the weights of LSTM layers: <c>i2h_k</c> and <c>h2h_k</c> for the k-th layer, from 1.</summary>
    /// <param name="layers">Number of layers.</param>
    /// <param name="units">Units of a layer.</param>
    /// <param name="inputs">Length of the first layer's input.</param>
    /// <param name="linear">Reads the weights of a fully connected layer, from its name, number of outputs and number of inputs.</param>
    public static IEnumerable<LayerWeights> ReadLstm(int layers, int units, int inputs, Func<string, int, int, LayerWeights> linear)
    {
        int gates = checked(4 * units);
        for (int k = 1; k <= layers; k++)
        {
            yield return linear($"i2h_{k}", gates, k == 1 ? inputs : units);
            yield return linear($"h2h_{k}", gates, units);
        }
    }
}
