using CaffeSharpGen.SideBySide.Engines;
using CaffeSharpGen.SideBySide.Processes;

namespace CaffeSharpGen.SideBySide.Measurements;

/// <summary>Holds the engines to the first of them, before anything is timed.</summary>
internal static class Comparison
{
    /// <summary>Runs every mode once on each engine that can, and compares what comes out.</summary>
    /// <exception cref="MeasurementException">Two engines differ by more than rounding explains.</exception>
    public static void Run(string what, IReadOnlyList<WorkerProcess> workers, IEnumerable<Mode> modes)
    {
        var errors = new SortedDictionary<Output, double>();
        foreach (Mode mode in modes)
        {
            WorkerProcess[] able = [.. workers.Where(worker => mode == Mode.Forward || worker.Kind.Explains)];
            foreach (WorkerProcess worker in able)
                worker.Run(mode, 1);
            foreach (Output output in mode.Outputs())
            {
                float[] expected = able.Length > 1 ? able[0].Read(output) : [];
                foreach (WorkerProcess worker in able.Skip(1))
                {
                    double error = Compare($"{what}, {mode.Name()}, {output}: {worker.Kind.Name} beside {able[0].Kind.Name}", output, expected, worker.Read(output));
                    errors[output] = Math.Max(error, errors.GetValueOrDefault(output));
                }
            }
        }
        Console.Error.WriteLine($"{what}: relative errors at most {string.Join(", ", errors.Select(error => $"{error.Key} {error.Value:g2}"))}");
    }

    /// <summary>Compares one result and returns its error. Errors are relative to the largest value; of guided gradients, where a few rectifiers' signs may flip, to the root mean square.</summary>
    private static double Compare(string what, Output output, float[] expected, float[] actual)
    {
        if (expected.Length != actual.Length)
            throw new MeasurementException($"{what}: {actual.Length} values; expected {expected.Length}");
        (double error, double limit) = output switch
        {
            Output.GuidedGradient => (RootMeanSquareError(expected, actual), 2e-3),
            Output.Map => (LargestError(expected, actual), 1e-3),
            _ => (LargestError(expected, actual), 1e-4),
        };
        // Written so that an error that is no number fails as well, as it is where all is zero.
        if (!(error <= limit))
            throw new MeasurementException($"{what}: the relative error is {error:g3}; expected at most {limit:g3}");
        return error;
    }

    private static double LargestError(float[] expected, float[] actual) =>
        expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Max() / expected.Max(Math.Abs);

    private static double RootMeanSquareError(float[] expected, float[] actual) =>
        Math.Sqrt(expected.Zip(actual, (e, a) => ((double)e - a) * ((double)e - a)).Sum() / expected.Sum(e => (double)e * e));
}
