using System.Globalization;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.SceneRenderer;

namespace CaffeSharpGen.SceneDetectorTrainer;

/// <summary>
/// How good the detector is, by the library that will run it: the mean average precision, and how often the maximum of a map lies in the
/// box that it explains.
/// </summary>
internal static class Measurement
{
    /// <summary>Seeds of fresh scenes are from here on.</summary>
    public const ulong First = 11_000_000_000;

    /// <summary>A box is right if it overlaps the object by this much.</summary>
    private const float LeastOverlap = 0.5f;

    /// <summary>Boxes with this score are shown.</summary>
    private const float Shown = 0.5f;

    /// <summary>Measures on the scenes of so many seeds.</summary>
    /// <param name="network">The detector.</param>
    /// <param name="count">How many scenes.</param>
    public static Found Measure(ScenesSsd network, int count)
    {
        var found = new Found { Scenes = count };
        network.Detection_Out.KeepDetections();
        network.Relu5.Keep();
        for (int i = 0; i < count; i++)
        {
            Scene scene = Scenes.Render(First + (ulong)i);
            network.Data.Set(Input(scene));
            network.Forward();
            found.Add(network, scene);
        }
        return found;
    }

    /// <summary>BGR minus the mean.</summary>
    private static float[] Input(Scene scene)
    {
        const int Plane = Scenes.Size * Scenes.Size;
        ReadOnlySpan<float> mean = [103.939f, 116.779f, 123.68f];
        float[] input = new float[3 * Plane];
        for (int pixel = 0; pixel < Plane; pixel++)
        {
            for (int channel = 0; channel < 3; channel++)
                input[(channel * Plane) + pixel] = scene.Pixels[(pixel * 3) + 2 - channel] - mean[channel];
        }
        return input;
    }

    /// <summary>What was found.</summary>
    public sealed class Found
    {
        private readonly List<(float Score, bool IsRight)>[] ofClass = [.. SceneRenderer.Scenes.Labels.Select(_ => new List<(float, bool)>())];
        private readonly int[] objectsOfClass = new int[SceneRenderer.Scenes.Labels.Count];
        private int objects, located, shown, shownRight, exact, pointed, pointedOwn, pointedObject;

        /// <summary>How many scenes.</summary>
        public required int Scenes { get; init; }

        /// <summary>The mean over classes of the area below precision over recall, at an overlap of a half.</summary>
        public double MeanAveragePrecision => ofClass.Select((boxes, label) => AveragePrecision(boxes, objectsOfClass[label])).Average();

        /// <summary>The part of shown boxes whose map at relu5 has its maximum in the box.</summary>
        public double Pointing => (double)pointed / shown;

        /// <summary>Lines of a report.</summary>
        public IEnumerable<string> Report =>
        [
            Line($"precision       mAP {100 * MeanAveragePrecision:f2} % at IoU 0.5 on {Scenes} fresh scenes with {objects} objects, seeds from {First}"),
            Line($"shown at 0.5    {shown} boxes, {shownRight} of them right; {located} of the objects found; {exact} scenes without any error"),
            Line($"pointing game   {Percent(pointed, shown)} of the shown boxes hold the maximum of their Grad-CAM at relu5"),
            Line($"                {Percent(pointedOwn, shown)} at the map that their head reads (relu5 or relu6_2)"),
            Line($"                {Percent(pointedObject, shownRight)} of the right ones have it in the object's box (relu5)"),
        ];

        /// <summary>Adds what a network found in a scene.</summary>
        public void Add(ScenesSsd network, Scene scene)
        {
            objects += scene.Objects.Count;
            foreach (SceneObject known in scene.Objects)
                objectsOfClass[known.Label]++;
            bool[] taken = new bool[scene.Objects.Count];
            int right = 0, wrong = 0;
            foreach (Detection<ScenesSsd> detection in network.Detection_Out.Detections().OrderByDescending(d => d.Score))
            {
                int match = Match(detection, scene, taken);
                ofClass[detection.Label - 1].Add((detection.Score, match >= 0));
                if (match >= 0)
                    taken[match] = true;
                if (detection.Score < Shown)
                    continue;
                (right, wrong) = match >= 0 ? (right + 1, wrong) : (right, wrong + 1);
                Point(network, detection, match >= 0 ? scene.Objects[match] : null);
            }
            (shown, shownRight, located) = (shown + right + wrong, shownRight + right, located + right);
            exact += wrong == 0 && right == scene.Objects.Count ? 1 : 0;
        }

        private void Point(ScenesSsd network, Detection<ScenesSsd> detection, SceneObject? known)
        {
            const int Size = SceneRenderer.Scenes.Size;
            DetectionBox box = detection.BoxIn(Size, Size);
            bool IsIn((int X, int Y) peak) =>
                peak.X >= box.Left - 0.5 && peak.X <= box.Right - 0.5 && peak.Y >= box.Top - 0.5 && peak.Y <= box.Bottom - 0.5;
            Explanation cam = network.GradCam(network.Relu5, detection.Target);
            (int X, int Y) peak = cam.Peak(Size, Size);
            bool isMap = cam.Map.Span.ContainsAnyExcept(0f);
            pointed += isMap && IsIn(peak) ? 1 : 0;
            pointedObject += isMap && known?.Box.Contains(peak.X, peak.Y) == true ? 1 : 0;
            Explanation own = network.GradCam(detection.FeatureMap!.Value, detection.Target);
            pointedOwn += own.Map.Span.ContainsAnyExcept(0f) && IsIn(own.Peak(Size, Size)) ? 1 : 0;
        }

        private static int Match(Detection detection, Scene scene, bool[] taken)
        {
            DetectionBox box = detection.BoxIn(SceneRenderer.Scenes.Size, SceneRenderer.Scenes.Size);
            for (int i = 0; i < taken.Length; i++)
            {
                SceneBox known = scene.Objects[i].Box;
                var sides = new DetectionBox(known.Left, known.Top, known.Left + known.Width, known.Top + known.Height, IsRelative: false);
                if (!taken[i] && scene.Objects[i].Label == detection.Label - 1 && box.Overlap(sides) >= LeastOverlap)
                    return i;
            }
            return -1;
        }

        private static double AveragePrecision(List<(float Score, bool IsRight)> boxes, int objects)
        {
            bool[] right = [.. boxes.OrderByDescending(box => box.Score).Select(box => box.IsRight)];
            double[] precisions = new double[right.Length];
            int hits = 0;
            for (int i = 0; i < right.Length; i++)
                precisions[i] = (double)(hits += right[i] ? 1 : 0) / (i + 1);
            // The best precision at this recall or a larger one.
            for (int i = right.Length - 2; i >= 0; i--)
                precisions[i] = Math.Max(precisions[i], precisions[i + 1]);
            return right.Zip(precisions).Sum(pair => pair.First ? pair.Second : 0) / Math.Max(1, objects);
        }

        private static string Percent(int part, int whole) => Line($"{100.0 * part / Math.Max(1, whole):f2} %");

        private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
