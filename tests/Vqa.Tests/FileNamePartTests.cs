using System.Text;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Vqa.Tests;

/// <summary>Answers in file names.</summary>
public sealed class FileNamePartTests
{
    [Theory]
    [InlineData("fire hydrant", "fire hydrant")]
    [InlineData("yes/no", "yes_no")]
    [InlineData("../../etc", ".._.._etc")]
    [InlineData("a\\b:c*d?e\"f<g>h|i", "a_b_c_d_e_f_g_h_i")]
    [InlineData("tab\tnul\0", "tab_nul_")]
    [InlineData("café 中", "café 中")]
    [InlineData("", "")]
    public void Only_what_a_file_system_takes(string words, string name) => Assert.Equal(name, FileNamePart.Of(words));

    [Fact]
    public void Long_ones_are_cut_between_characters()
    {
        Assert.Equal(200, FileNamePart.Of(new string('a', 300)).Length);
        Assert.Equal(198, Encoding.UTF8.GetByteCount(FileNamePart.Of(new string('中', 100))));
    }
}
