using System.Text.Json;
using CaffeSharpGen.SceneRenderer;
using CaffeSharpGen.Torch7;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer;

/// <summary>The widths of the question answering network, by the original's names.</summary>
internal sealed record QuestionWidths(int Embedding = 32, int Rnn = 40, int Common = 256, int Image = 144)
{
    /// <summary>Layers of the LSTM.</summary>
    public const int Layers = 2;
}

/// <summary>The part of the question answering network that reads the question and scores answers.</summary>
internal sealed class QuestionLanguage : Module
{
    private readonly Linear embedding, question, image, answer;
    private readonly ModuleList<LstmCell> cells;
    private readonly Linear unused;

    public QuestionLanguage(QuestionWidths widths, int words, int answers) : base("language")
    {
        embedding = Linear(words, widths.Embedding);
        cells = [];
        for (int i = 0; i < QuestionWidths.Layers; i++)
            cells.Add(new LstmCell(i == 0 ? widths.Embedding : widths.Rnn, widths.Rnn));
        unused = Linear(widths.Rnn, 1);
        question = Linear(2 * QuestionWidths.Layers * widths.Rnn, widths.Common);
        image = Linear(widths.Image, widths.Common);
        answer = Linear(widths.Common, answers);
        using (no_grad())
        {
            // What comes in is small: one row of the embedding, states of an untrained LSTM, a vector of length 1.
            embedding.weight.mul_(Math.Sqrt(words));
            image.weight.mul_(Math.Sqrt(widths.Image) / 2);
        }
        RegisterComponents();
    }

    /// <summary>
    /// Lets the fusion begin with something to go by. For each kind of object two of its numbers multiply where the object is (see <see cref="PlacesHead"/>) by
    /// the direction asked for, along rows and along columns; one sees whether the question names the object; one whether it is there. The others see words of
    /// the question, each or two at a time. All are spread so that no tanh is saturated. From a random start, training gets as far as which objects there are,
    /// and stays there.
    /// </summary>
    /// <param name="reader">From a state, which words its question has.</param>
    /// <param name="states">The states of all questions.</param>
    /// <param name="texts">The words.</param>
    /// <param name="firstKind">The answer that is the first kind of object.</param>
    /// <param name="random">Chooses words.</param>
    public void Begin(Linear reader, TorchTensor states, QuestionTexts texts, int firstKind, Random random)
    {
        const int Kinds = PlaneSet.Planes;
        int count = texts.Words.Count;
        float[,] mix = new float[question.weight.shape[0], count], seen = new float[4 * Kinds, image.weight.shape[1]];
        void Word(int row, string word, float weight) => mix[row, texts.IdOf(word) - 1] += weight;
        for (int row = 0; row < mix.GetLength(0); row++)
        {
            int kind = row / 4;
            if (kind >= Kinds)
            {
                mix[row, row % count] = 1;
                if (row >= (4 * Kinds) + count)
                    mix[row, random.Next(count)] += random.Next(2) == 0 ? 1 : -1;
                continue;
            }
            int place = PlacesHead.FirstPlace + (kind * PlacesNetwork.Sides);
            switch (row % 4)
            {
                case 0:
                    Word(row, "right", 1);
                    Word(row, "left", -1);
                    (seen[row, place], seen[row, place + 1]) = (8, -8);
                    break;
                case 1:
                    Word(row, "below", 1);
                    Word(row, "above", -1);
                    (seen[row, place + 2], seen[row, place + 3]) = (8, -8);
                    break;
                case 2:
                    foreach (string word in Scenes.Labels[kind].Split(' '))
                        Word(row, word, 1);
                    seen[row, PlacesHead.Constant] = 1;
                    break;
                default:
                    foreach (string word in new[] { "right", "left", "below", "above" })
                        Word(row, word, 1);
                    seen[row, kind] = 8;
                    break;
            }
        }
        using IDisposable noGradient = no_grad();
        TorchTensor weight = tensor(mix).matmul(reader.weight), values = states.matmul(weight.t());
        TorchTensor factor = 0.7 / (values.std(0) + 1e-3);
        question.weight.copy_(weight * factor.unsqueeze(1));
        question.bias!.copy_(-values.mean([0]) * factor);
        image.weight[TensorIndex.Slice(0, 4 * Kinds)] = tensor(seen);
        image.bias![TensorIndex.Slice(0, 4 * Kinds)] = 0;
        float[] towards = [1, 1, -2, 2];
        for (int row = 0; row < 4 * Kinds; row++)
            answer.weight[firstKind + (row / 4), row] = towards[row % 4];
    }

    /// <summary>The parameters that only the question passes.</summary>
    public IEnumerable<Parameter> OfQuestions => embedding.parameters().Concat(cells.parameters()).Concat(question.parameters());

    /// <summary>The other parameters.</summary>
    public IEnumerable<Parameter> OfImages => image.parameters().Concat(answer.parameters());

    /// <summary>Width of a question's state.</summary>
    public int StateSize => (int)question.weight.shape[1];

    /// <summary>The states of questions, N×4R: cell and output of the first layer, then of the second.</summary>
    public TorchTensor State(IReadOnlyList<int[]> questions)
    {
        int longest = questions.Max(ids => ids.Length), size = (int)cells[0].Recurrent.weight.shape[1];
        (TorchTensor Cell, TorchTensor Output)[] states = [.. cells.Select(_ => (zeros(questions.Count, size), zeros(questions.Count, size)))];
        for (int step = 0; step < longest; step++)
        {
            int at = step;
            TorchTensor ids = tensor((long[])[.. questions.Select(q => at < q.Length ? (long)q[at] - 1 : 0)]);
            // A question that is over keeps its state.
            TorchTensor going = tensor((float[])[.. questions.Select(q => at < q.Length ? 1f : 0)]).unsqueeze(1);
            TorchTensor input = (embedding.weight.t().index_select(0, ids) + embedding.bias!).tanh();
            for (int layer = 0; layer < states.Length; layer++)
            {
                (TorchTensor cell, TorchTensor output) = cells[layer].Step(input, states[layer].Cell, states[layer].Output);
                states[layer] = ((going * cell) + ((1 - going) * states[layer].Cell), (going * output) + ((1 - going) * states[layer].Output));
                input = states[layer].Output;
            }
        }
        return cat([.. states.SelectMany(s => new[] { s.Cell, s.Output })], 1);
    }

    /// <summary>Scores of answers, N×answers.</summary>
    /// <param name="state">N×4R.</param>
    /// <param name="features">N×I, as the image network gives them.</param>
    public TorchTensor Scores(TorchTensor state, TorchTensor features) => answer.call(OfQuestion(state) * OfImage(features));

    /// <summary>Scores of answers to questions of a list about scenes of a list.</summary>
    /// <param name="states">The list's states.</param>
    /// <param name="questions">For each row of the result, the question.</param>
    /// <param name="features">The scenes' features.</param>
    /// <param name="scenes">For each row of the result, the scene.</param>
    public TorchTensor Scores(TorchTensor states, TorchTensor questions, TorchTensor features, TorchTensor scenes) =>
        answer.call(OfQuestion(states).index_select(0, questions) * OfImage(features).index_select(0, scenes));

    public TorchTensor OfQuestion(TorchTensor state) => question.call(state).tanh();

    public TorchTensor OfImage(TorchTensor features)
    {
        TorchTensor length = (features.pow(2).sum(1, keepdim: true) + 1e-10).sqrt();
        return image.call(features / length).tanh();
    }

    /// <summary>Writes lstm.t7's three vectors.</summary>
    public void Write(string path) => Torch7Writer.Write(path, new Torch7Table
    {
        ["embedding_w_q"] = Vector(embedding),
        ["encoder_w_q"] = Vector(EncoderLayers),
        ["multimodal_w"] = Vector(question, image, answer),
    });

    /// <summary>Reads them.</summary>
    public void Read(string path)
    {
        using var file = Torch7File.Open(path);
        FlatVector.Read(file.Root["embedding_w_q"], embedding);
        FlatVector.Read(file.Root["encoder_w_q"], EncoderLayers);
        FlatVector.Read(file.Root["multimodal_w"], question, image, answer);
    }

    /// <summary>Writes data_prepro.json's two tables, on one line.</summary>
    public static void WriteWords(string path, IReadOnlyList<string> words, IReadOnlyList<string> answers)
    {
        using FileStream file = File.Create(path);
        using var json = new Utf8JsonWriter(file);
        json.WriteStartObject();
        foreach ((string name, IReadOnlyList<string> texts) in new[] { ("ix_to_word", words), ("ix_to_ans", answers) })
        {
            json.WriteStartObject(name);
            for (int i = 0; i < texts.Count; i++)
                json.WriteString($"{i + 1}", texts[i]);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private Linear[] EncoderLayers => [.. cells.SelectMany(cell => new[] { cell.Input, cell.Recurrent }), unused];

    private static Torch7Tensor Vector(params ReadOnlySpan<Linear> layers)
    {
        float[] numbers = FlatVector.Of(layers);
        return Torch7Tensor.Copy<float>(numbers, numbers.Length);
    }
}
