
namespace CaffeSharpGen.Generator.Tests.Corpus;

/// <summary>Inputs that a network can make something of: pictures, their sizes, regions in them, marks of sequences.</summary>
internal static class CorpusInputs
{
    /// <summary>Fills all inputs of a network, always alike.</summary>
    public static void Set(Network network)
    {
        Shape picture = network.Inputs.Select(input => input.Shape).FirstOrDefault(shape => shape.Rank == 4 && shape[2] * shape[3] > 1);
        foreach (InputHook input in network.Inputs)
            input.Set(Values(input, picture));
    }

    private static float[] Values(InputHook input, Shape picture)
    {
        Shape shape = input.Shape;
        var random = new Random(5);
        var values = new float[shape.Count];
        int width = picture.Rank == 4 ? picture[3] : 32, height = picture.Rank == 4 ? picture[2] : 32;
        string name = input.Name;
        if (name.Contains("info", StringComparison.Ordinal) && shape.Rank <= 4 && shape.Count / shape[0] is >= 3 and <= 6)
        {
            // Height, width, scale.
            for (int i = 0; i < values.Length; i++)
                values[i] = (i % (shape.Count / shape[0])) switch { 0 => height, 1 => width, _ => 1 };
        }
        else if (name.Contains("roi", StringComparison.Ordinal) && shape.Rank >= 2 && shape.Count / shape[0] == 5)
        {
            for (int row = 0; row < shape[0]; row++)
            {
                float x = random.Next(width / 2), y = random.Next(height / 2);
                float[] box = [0, x, y, x + random.Next(8, width / 2), y + random.Next(8, height / 2)];
                box.CopyTo(values, row * 5);
            }
        }
        else if (name.Contains("clip", StringComparison.Ordinal) || name.Contains("cont", StringComparison.Ordinal))
        {
            // A sequence begins with the first step.
            for (int i = 0; i < values.Length; i++)
                values[i] = i == 0 ? 0 : 1;
        }
        else
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = random.NextSingle() * 2 - 1;
        }
        return values;
    }
}
