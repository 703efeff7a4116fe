using System.Text.Json;
using CaffeSharpGen.Torch7;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Questions;

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

    /// <summary>What the fusion network begins with.</summary>
    public FusionStart Start => new(question, image, answer);

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
        (TorchTensor Cell, TorchTensor Output)[] states =
        [
            .. cells.Select(_ => (zeros(questions.Count, size), zeros(questions.Count, size))),
        ];
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
                states[layer] = (
                    (going * cell) + ((1 - going) * states[layer].Cell), (going * output) + ((1 - going) * states[layer].Output));
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

    private TorchTensor OfQuestion(TorchTensor state) => question.call(state).tanh();

    private TorchTensor OfImage(TorchTensor features)
    {
        TorchTensor length = (features.pow(2).sum(1, keepdim: true) + 1e-10).sqrt();
        return image.call(features / length).tanh();
    }

    private Linear[] EncoderLayers => [.. cells.SelectMany(cell => new[] { cell.Input, cell.Recurrent }), unused];

    private static Torch7Tensor Vector(params ReadOnlySpan<Linear> layers)
    {
        float[] numbers = FlatVector.Of(layers);
        return Torch7Tensor.Copy<float>(numbers, numbers.Length);
    }
}
