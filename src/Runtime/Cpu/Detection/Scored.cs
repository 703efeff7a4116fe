namespace CaffeSharpGen.Cpu.Detection;

/// <summary>A score and what has it.</summary>
/// <param name="Score">The score.</param>
/// <param name="Index">Of what.</param>
internal readonly record struct Scored(float Score, int Index)
{
    /// <summary>By falling score, and of equal ones by index, which a stable sort would leave in order.</summary>
    public static readonly Comparison<Scored> Falling = static (left, right) =>
        left.Score > right.Score ? -1 : left.Score < right.Score ? 1 : left.Index.CompareTo(right.Index);

    /// <summary>By falling score, and of equal ones by falling index. NaN comes last.</summary>
    public static readonly Comparison<Scored> FallingLaterFirst = static (left, right) =>
        right.Score.CompareTo(left.Score) is not 0 and var order ? order : right.Index.CompareTo(left.Index);
}
