using System.Buffers.Binary;
using System.Text.Json;
using CaffeSharpGen.SceneRenderer;

namespace CaffeSharpGen.SceneTrainer;

/// <summary>
/// The file that dataset.py reads: a line of JSON (count, seed, size, labels), then for all scenes the pixels (height × width × RGB),
/// then for all scenes three objects of five little-endian 16-bit numbers: label, left, top, width, height; an absent object has label
/// −1.
/// </summary>
internal static class Dataset
{
    private const int Batch = 1024, MostObjects = 3, Numbers = 5;

    /// <summary>Renders the scenes of <paramref name="count"/> seeds from <paramref name="seed"/> on, on all processors.</summary>
    public static void Write(string path, int count, ulong seed)
    {
        using FileStream file = File.Create(path);
        WriteHeader(file, count, seed);
        byte[] objects = new byte[(long)count * MostObjects * Numbers * sizeof(short)];
        var scenes = new Scene[Math.Min(Batch, count)];
        for (int start = 0; start < count; start += Batch)
        {
            int first = start, length = Math.Min(Batch, count - start);
            Parallel.For(0, length, i => scenes[i] = Scenes.Render(unchecked(seed + (ulong)(first + i))));
            for (int i = 0; i < length; i++)
            {
                file.Write(scenes[i].Pixels);
                WriteObjects(scenes[i], objects.AsSpan((start + i) * MostObjects * Numbers * sizeof(short)));
            }
        }
        file.Write(objects);
    }

    private static void WriteHeader(FileStream file, int count, ulong seed)
    {
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            json.WriteNumber("count", count);
            json.WriteNumber("seed", seed);
            json.WriteNumber("size", Scenes.Size);
            json.WriteStartArray("labels");
            foreach (string label in Scenes.Labels)
                json.WriteStringValue(label);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        file.WriteByte((byte)'\n');
    }

    private static void WriteObjects(Scene scene, Span<byte> target)
    {
        for (int i = 0; i < MostObjects; i++)
        {
            SceneBox box = i < scene.Objects.Count ? scene.Objects[i].Box : default;
            int label = i < scene.Objects.Count ? scene.Objects[i].Label : -1;
            foreach (int number in (ReadOnlySpan<int>)[label, box.Left, box.Top, box.Width, box.Height])
            {
                BinaryPrimitives.WriteInt16LittleEndian(target, (short)number);
                target = target[sizeof(short)..];
            }
        }
    }
}
