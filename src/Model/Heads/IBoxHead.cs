namespace CaffeSharpGen.Heads;

/// <summary>
/// An operation that ends a detector: its first output has a row for each box that it found, and room for more. Rows in use come first; an
/// unused row has a negative first column, which is the image elsewhere. The last column is the index of what the box was made of, such as
/// a prior: it leads from a row to the score that the row was chosen for.
/// </summary>
public interface IBoxHead
{
    /// <summary>What the columns of a row are.</summary>
    BoxColumns Columns { get; }

    /// <summary>Where the score of a row stands among what the operation reads.</summary>
    /// <param name="label">The row's class; −1 where rows have none.</param>
    /// <param name="index">The row's index of what the box was made of.</param>
    /// <param name="inputs">Shapes of what the operation reads.</param>
    HeadScore ScoreOf(int label, int index, IReadOnlyList<Shape> inputs);
}

/// <summary>What the columns of a detector's rows are, counted from 0; column 0 is the image.</summary>
/// <param name="Label">The class; −1 if rows have none.</param>
/// <param name="Score">The score.</param>
/// <param name="Box">The left side; top, right and bottom follow.</param>
/// <param name="Index">The index of what the box was made of.</param>
/// <param name="IsRelative">Whether boxes are parts of the picture, 0 … 1, or pixels of the network's input.</param>
public readonly record struct BoxColumns(int Label, int Score, int Box, int Index, bool IsRelative);

/// <summary>A score that a detector's head reads.</summary>
/// <param name="Input">Which of its inputs has it.</param>
/// <param name="Element">Which element of an image there.</param>
public readonly record struct HeadScore(int Input, int Element);
