using CaffeSharpGen;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using Networks;

/// <summary>Classifies pictures and explains why, with instances from the pool.</summary>
internal sealed class Explainer(NetworkPool<Scenes> pool, Labels labels)
{
    private const int MostScores = 5;

    /// <summary>Explains a class of a picture, or the best one.</summary>
    /// <exception cref="UnknownLabelException">There is no such class.</exception>
    public async Task<Answer> ExplainAsync(Picture photo, string? label, CancellationToken cancellationToken)
    {
        int? asked = label is null ? null : Find(label);
        // Before an instance is rented: others use it meanwhile.
        Tensor pixels = Preprocess.Vgg(photo, Scenes.Shapes.Data.Width, Scenes.Shapes.Data.Height);

        using NetworkLease<Scenes> lease = await pool.RentAsync(cancellationToken);
        Scenes net = lease.Network;
        net.Data.Set(pixels);
        net.Forward(cancellationToken);
        Named[] scores = [.. net.Prob.Top(MostScores).Select(score => new Named(score.Index, labels[score], score.Value))];
        int explained = asked ?? net.Score.Top(1)[0].Index;
        Explanation map = net.GradCam(at: net.Relu5, of: net.Score[explained], cancellationToken: cancellationToken);
        return new Answer(scores, labels[explained], map);
    }

    private int Find(string label)
    {
        try
        {
            return labels.IndexOf(label);
        }
        catch (KeyNotFoundException problem)
        {
            throw new UnknownLabelException(problem.Message);
        }
    }
}

/// <summary>A request names a class that the network does not know.</summary>
internal sealed class UnknownLabelException(string message) : Exception(message);
