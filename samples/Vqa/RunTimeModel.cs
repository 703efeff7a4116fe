using CaffeSharpGen.Definitions;
using CaffeSharpGen.Language;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Vqa;

/// <summary>Question answering models of sizes that none is compiled for: their networks are compiled when the program runs.</summary>
internal static class RunTimeModel
{
    /// <summary>The model of these sizes.</summary>
    public static QuestionModel Of(QuestionModelSizes sizes) => new(
        $"a model of {sizes}", sizes,
        (weights, device) => new UnrolledNetwork(new Network(Step(sizes), weights, device)),
        (weights, device) => new Network(Fusion(sizes), weights, device));

    /// <summary>What reads a word of the question: <c>vqa_lstm_cnn_step</c> with these sizes.</summary>
    public static NetworkDefinition Step(QuestionModelSizes sizes)
    {
        var step = new LstmPrototxt("question_step");
        step.AddInput("word", sizes.InputEncodingSize);
        step.AddInput("state", sizes.StateSize);
        step.Add("embedding", "TanH", "word");
        step.AddLstm("embedding", sizes.RnnSize, sizes.RnnLayers);
        return step.Compile();
    }

    /// <summary>What brings question and picture together: <c>vqa_lstm_cnn_fusion</c> with these sizes.</summary>
    public static NetworkDefinition Fusion(QuestionModelSizes sizes)
    {
        var fusion = new LstmPrototxt("question_fusion");
        fusion.AddInput("question", sizes.StateSize);
        fusion.AddInput("image", sizes.ImageLength);
        fusion.Add("feature", "L2Normalize", "image");
        fusion.AddProduct("question_fc", "question", sizes.CommonEmbeddingSize);
        fusion.Add("question_tanh", "TanH", "question_fc");
        fusion.AddProduct("image_fc", "feature", sizes.CommonEmbeddingSize);
        fusion.Add("image_tanh", "TanH", "image_fc");
        fusion.AddElementProduct("fused", "question_tanh", "image_tanh");
        fusion.AddProduct("scores", "fused", sizes.NumOutput);
        fusion.Add("prob", "Softmax", "scores");
        return fusion.Compile();
    }
}
