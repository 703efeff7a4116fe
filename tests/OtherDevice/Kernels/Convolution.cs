namespace CaffeSharpGen.OtherDevice.Kernels;

/// <summary>Convolutions, term by term.</summary>
internal sealed class Convolution(Operations.Convolution convolution, NaiveBinding binding) : NaiveOperation(binding)
{
    private readonly float[] weights = binding.Weights[0].Span.ToArray();
    private readonly float[] bias = convolution.Bias ? binding.Weights[1].Span.ToArray() : new float[convolution.NumOutput];

    protected override void Run()
    {
        Shape shape = Binding.Output.Shape;
        double[] sums = new double[shape.Count];
        for (int i = 0; i < sums.Length; i++)
            sums[i] = bias[i / shape.CountFrom(2) % shape.Channels];
        float[] x = Binding.Input.Memory;
        ForEachTerm((image, map, weight) => sums[map] += (double)x[image] * weights[weight]);
        Store(sums, Binding.Output.Memory);
    }

    protected override void RunBackward(ReluRule rule, float[] outputGradient, int input, float[] inputGradient, bool add)
    {
        double[] sums = new double[inputGradient.Length];
        ForEachTerm((image, map, weight) => sums[image] += (double)outputGradient[map] * weights[weight]);
        Store(sums, inputGradient);
    }

    private static void Store(double[] sums, float[] to)
    {
        for (int i = 0; i < sums.Length; i++)
            to[i] = (float)sums[i];
    }

    private void ForEachTerm(Action<int, int, int> term)
    {
        Shape image = Binding.Input.Shape, map = Binding.Output.Shape;
        int groupInputs = image.Channels / convolution.Group, groupOutputs = map.Channels / convolution.Group;
        for (int m = 0; m < map.Count; m++)
        {
            int column = m % map.Width, row = m / map.Width % map.Height, output = m / map.CountFrom(2) % map.Channels, number = m / map.CountFrom(1);
            for (int w = 0; w < groupInputs * convolution.KernelH * convolution.KernelW; w++)
            {
                int kw = w % convolution.KernelW, kh = w / convolution.KernelW % convolution.KernelH, c = w / convolution.KernelW / convolution.KernelH;
                int y = row * convolution.StrideH - convolution.PadH + kh * convolution.DilationH;
                int x = column * convolution.StrideW - convolution.PadW + kw * convolution.DilationW;
                if (y < 0 || y >= image.Height || x < 0 || x >= image.Width)
                    continue;
                int channel = number * image.Channels + output / groupOutputs * groupInputs + c;
                term((channel * image.Height + y) * image.Width + x, m, output * groupInputs * convolution.KernelH * convolution.KernelW + w);
            }
        }
    }
}
