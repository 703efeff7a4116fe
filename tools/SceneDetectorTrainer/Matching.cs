using CaffeSharpGen.SceneRenderer;

namespace CaffeSharpGen.SceneDetectorTrainer;

/// <summary>What each prior of a batch of scenes has to find.</summary>
internal sealed class Matching
{
    private const double Least = 0.5;

    /// <summary>N×priors: 0 for background, else 1 + the object's label.</summary>
    public long[] Labels { get; }

    /// <summary>N×priors×4; zeros for background.</summary>
    public float[] Codes { get; }

    /// <summary>
    /// Matches as SSD does: each object has the prior that overlaps it most; every other prior that overlaps an object by half or more
    /// has that object, too.
    /// </summary>
    public Matching(IReadOnlyList<Scene> scenes, int symmetry)
    {
        int count = Priors.All.Count;
        Labels = new long[scenes.Count * count];
        Codes = new float[scenes.Count * count * 4];
        for (int image = 0; image < scenes.Count; image++)
            Match(scenes[image], symmetry, Labels.AsSpan(image * count, count), Codes.AsSpan(image * count * 4, count * 4));
    }

    private static void Match(Scene scene, int symmetry, Span<long> labels, Span<float> codes)
    {
        Rectangle[] boxes = [.. scene.Objects.Select(o => Rectangle.Of(o.Box).Under(symmetry))];
        Span<int> best = stackalloc int[boxes.Length];
        Span<double> most = stackalloc double[boxes.Length];
        most.Clear();
        int[] owners = new int[labels.Length];
        for (int prior = 0; prior < labels.Length; prior++)
        {
            double largest = Least;
            owners[prior] = -1;
            for (int i = 0; i < boxes.Length; i++)
            {
                double overlap = Priors.All[prior].Overlap(boxes[i]);
                if (overlap >= largest)
                    (largest, owners[prior]) = (overlap, i);
                if (overlap > most[i])
                    (most[i], best[i]) = (overlap, prior);
            }
        }
        for (int i = 0; i < boxes.Length; i++)
            owners[best[i]] = i;
        for (int prior = 0; prior < labels.Length; prior++)
        {
            if (owners[prior] < 0)
                continue;
            labels[prior] = 1 + scene.Objects[owners[prior]].Label;
            Priors.Encode(Priors.All[prior], boxes[owners[prior]], codes.Slice(prior * 4, 4));
        }
    }
}
