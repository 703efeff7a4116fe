using CaffeSharpGen.SceneRenderer;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Learning;

/// <summary>
/// What the fusion network begins with. Each of its units multiplies what it sees of the question by what it sees of the picture. For each
/// kind of object four units are set: two multiply where the object is by the direction asked for, one sees whether the question names the
/// object, one whether it is there. The others see words of the question, one or two each, and of the picture what they saw before. All are
/// spread so that no tanh is saturated. From a random start, training gets as far as which objects there are, and stays there.
/// </summary>
/// <param name="question">From a question's state to the units.</param>
/// <param name="image">From the picture's feature (see <see cref="PlacesHead"/>) to the units.</param>
/// <param name="answer">From the units to the answers' scores.</param>
internal sealed class FusionStart(Linear question, Linear image, Linear answer)
{
    private const int EachKind = 4, OfKinds = EachKind * PlaneSet.Planes;

    // How far units are from saturation: the standard deviation of what a question makes of them; and the largest places and presences,
    // about 0.2 of a feature of length 1.
    private const double Spread = 0.7;
    private const float Seen = 8;

    /// <summary>Sets the weights.</summary>
    /// <param name="reader">From a state, which words its question has.</param>
    /// <param name="states">The states of all questions.</param>
    /// <param name="texts">The words.</param>
    /// <param name="firstKind">The answer that is the first kind of object.</param>
    /// <param name="random">Chooses words.</param>
    public void Set(Linear reader, TorchTensor states, QuestionTexts texts, int firstKind, Random random)
    {
        using IDisposable noGradient = no_grad();
        int words = texts.Words.Count;
        float[,] asked = new float[question.weight.shape[0], words], seen = new float[OfKinds, image.weight.shape[1]];
        for (int row = 0; row < OfKinds; row++)
        {
            Unit unit = Units(row / EachKind)[row % EachKind];
            foreach ((string word, float weight) in unit.Asked)
                asked[row, texts.IdOf(word) - 1] = weight;
            foreach ((int feature, float weight) in unit.Seen)
                seen[row, feature] = weight;
            answer.weight[firstKind + (row / EachKind), row] = unit.Towards;
        }
        for (int row = OfKinds; row < asked.GetLength(0); row++)
        {
            asked[row, row % words] = 1;
            if (row >= OfKinds + words)
                asked[row, random.Next(words)] += random.Next(2) == 0 ? 1 : -1;
        }
        TorchTensor weights = tensor(asked).matmul(reader.weight), values = states.matmul(weights.t());
        TorchTensor factor = Spread / (values.std(0) + 1e-3);
        question.weight.copy_(weights * factor.unsqueeze(1));
        question.bias!.copy_(-values.mean([0]) * factor);
        image.weight[TensorIndex.Slice(0, OfKinds)] = tensor(seen);
        image.bias![TensorIndex.Slice(0, OfKinds)] = 0;
    }

    private static Unit[] Units(int kind)
    {
        int place = PlacesHead.FirstPlace + (kind * PlacesNetwork.Sides);
        return
        [
            new([("right", 1), ("left", -1)], [(place, Seen), (place + 1, -Seen)], 1),
            new([("below", 1), ("above", -1)], [(place + 2, Seen), (place + 3, -Seen)], 1),
            // What is left of it is not the object itself.
            new([.. Scenes.Labels[kind].Split(' ').Select(word => (word, 1f))], [(PlacesHead.Constant, 1)], -2),
            new([("right", 1), ("left", 1), ("below", 1), ("above", 1)], [(kind, Seen)], 2),
        ];
    }

    /// <summary>
    /// A unit: words of the question and features of the picture that it sees, and what it does to the score of the kind of object that it
    /// is about.
    /// </summary>
    private sealed record Unit((string Word, float Weight)[] Asked, (int Feature, float Weight)[] Seen, float Towards);
}
