using CaffeSharpGen.SceneRenderer;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Images;

/// <summary>One of the eight symmetries of the square: upside down, then mirrored, then rows for columns, each or not.</summary>
internal readonly record struct Symmetry(int Number)
{
    /// <summary>How many there are.</summary>
    public const int Count = 8;

    /// <summary>Upside down.</summary>
    public bool Upside => (Number & 1) != 0;

    /// <summary>Mirrored.</summary>
    public bool Mirrored => (Number & 2) != 0;

    /// <summary>Rows become columns.</summary>
    public bool Transposed => (Number & 4) != 0;

    /// <summary>Planes N×C×H×W.</summary>
    public TorchTensor Of(TorchTensor planes)
    {
        if (Upside)
            planes = planes.flip(2);
        if (Mirrored)
            planes = planes.flip(3);
        return Transposed ? planes.transpose(2, 3) : planes;
    }

    /// <summary>Values of planes N×C×(maximum, x, y).</summary>
    public TorchTensor OfPlaces(TorchTensor values)
    {
        TorchTensor[] each = values.unbind(2);
        (TorchTensor x, TorchTensor y) = (Mirrored ? -each[1] : each[1], Upside ? -each[2] : each[2]);
        return stack(Transposed ? [each[0], y, x] : [each[0], x, y], 2);
    }

    /// <summary>What becomes of a relation.</summary>
    public SceneRelation Of(SceneRelation relation)
    {
        relation = relation switch
        {
            SceneRelation.Above when Upside => SceneRelation.Below,
            SceneRelation.Below when Upside => SceneRelation.Above,
            SceneRelation.LeftOf when Mirrored => SceneRelation.RightOf,
            SceneRelation.RightOf when Mirrored => SceneRelation.LeftOf,
            _ => relation,
        };
        return !Transposed ? relation : relation switch
        {
            SceneRelation.LeftOf => SceneRelation.Above,
            SceneRelation.Above => SceneRelation.LeftOf,
            SceneRelation.RightOf => SceneRelation.Below,
            _ => SceneRelation.RightOf,
        };
    }
}
