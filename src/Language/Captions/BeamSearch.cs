namespace CaffeSharpGen.Language;

/// <summary>
/// Beam search as in neuraltalk2: each step keeps the most probable of all captions that are longer by one word. A caption that ends is
/// noted, and continues as well. Sums are floats; the length of a caption does not matter.
/// </summary>
internal static class BeamSearch
{
    /// <summary>The most probable of the captions that ended or were cut.</summary>
    /// <param name="loop">Runs as many captions as each step keeps.</param>
    /// <param name="code">The picture's code.</param>
    /// <param name="mostWords">The length at which captions are cut.</param>
    /// <param name="end">Id of END.</param>
    /// <returns>The caption, and for each of its words the row of the loop in which it was chosen, START's step first.</returns>
    public static (GeneratedCaption Caption, IReadOnlyList<int> Rows) Run(CaptionLoop loop, float[] code, int mostWords, int end)
    {
        Beam? best = null;
        // All captions begin alike: at first there is one.
        Beam[] beams = [new Beam([], [], [], 0)];
        loop.Start(code);
        for (int length = 1; ; length++)
        {
            beams = [.. beams.SelectMany((beam, row) => Longer(beam, row, loop)).OrderByDescending(beam => beam.Sum).Take(loop.Count)];
            foreach (Beam beam in beams)
            {
                if ((beam.WordIds[^1] == end || length == mostWords) && (best is null || beam.Sum > best.Sum))
                    best = beam;
            }
            // Sums only decrease.
            if (length == mostWords || best?.Sum >= beams[0].Sum)
                return (new GeneratedCaption(best!.WordIds, best.LogProbabilities), best.Rows);
            loop.Advance([.. beams.Select(beam => beam.WordIds[^1])], [.. beams.Select(beam => beam.Rows[^1])]);
        }
    }

    private static Beam[] Longer(Beam beam, int row, CaptionLoop loop)
    {
        ReadOnlySpan<float> values = loop.LogProbabilities(row);
        int[] words = MostProbable(values, loop.Count);
        var longer = new Beam[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            float value = values[words[i]];
            longer[i] = new Beam([.. beam.WordIds, words[i] + 1], [.. beam.LogProbabilities, value], [.. beam.Rows, row], beam.Sum + value);
        }
        return longer;
    }

    // Of many words, only as many as a step keeps are sorted.
    private static int[] MostProbable(ReadOnlySpan<float> values, int count)
    {
        var kept = new PriorityQueue<int, (float Value, int Index)>(count);
        for (int i = 0; i < values.Length; i++)
        {
            if (kept.Count < count)
                kept.Enqueue(i, (values[i], -i));
            // Among equals the first stays.
            else if (values[i].CompareTo(values[kept.Peek()]) > 0)
                kept.DequeueEnqueue(i, (values[i], -i));
        }
        int[] indices = new int[kept.Count];
        for (int i = indices.Length - 1; i >= 0; i--)
            indices[i] = kept.Dequeue();
        return indices;
    }

    /// <summary>A caption that grows.</summary>
    /// <param name="WordIds">Its words, and END if it has ended.</param>
    /// <param name="LogProbabilities">The log-probability of each.</param>
    /// <param name="Rows">For each, the row of the caption that it was added to.</param>
    /// <param name="Sum">The sum of the log-probabilities, in floats.</param>
    private sealed record Beam(int[] WordIds, float[] LogProbabilities, int[] Rows, float Sum);
}
