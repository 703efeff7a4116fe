using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Images;

/// <summary>
/// Makes some objects weaker in training, and what is said of them less sure in the same measure. So what is said of an object becomes
/// surer as its plane gets stronger, and that is the gradient that maps show. Where an object is plays no part in this.
/// </summary>
internal sealed class Weakening
{
    /// <summary>Of the examples, how many are changed.</summary>
    public const double Share = 0.4;

    private const float Least = 0.2f;

    private readonly float[] strengths;

    public Weakening(int count)
    {
        strengths = new float[count * PlaneSet.Planes];
        Array.Fill(strengths, 1);
    }

    /// <summary>What to multiply planes with, N×24.</summary>
    public TorchTensor Strengths => tensor(strengths).reshape(-1, PlaneSet.Planes);

    /// <summary>A strength.</summary>
    public static float Draw(Random random) => Least + ((1 - Least) * random.NextSingle());

    /// <summary>Sets the strength of kinds of object in an example.</summary>
    public void Set(int row, IEnumerable<int> labels, float strength)
    {
        foreach (int label in labels)
            strengths[(row * PlaneSet.Planes) + label] = strength;
    }
}
