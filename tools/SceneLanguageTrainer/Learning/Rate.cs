namespace CaffeSharpGen.SceneLanguageTrainer.Learning;

/// <summary>The learning rate over a training: it rises for a twentieth of the steps, then falls along a cosine to nothing.</summary>
internal sealed record Rate(double Most, int Steps)
{
    private const double Rise = 0.05;

    /// <summary>The rate of a step.</summary>
    public double At(int step)
    {
        double done = (double)step / Steps;
        return done < Rise ? Most * (done + (1.0 / Steps)) / Rise : Most * (1 + Math.Cos(Math.PI * (done - Rise) / (1 - Rise))) / 2;
    }
}
