using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>The networks in models/ against published facts: parameter counts, shapes, and the authors' own files.</summary>
public sealed class ModelsTests
{
    // Trained numbers, and the means, variances and factors that BatchNorm stores. Sources: the papers, Keras and PyTorch agree on the counts
    // of trained numbers. The published ResNet-50 has 64 more: a bias in conv1.
    [Theory]
    [InlineData("vgg16", 138_357_544, 0, 39)]
    [InlineData("vgg19", 143_667_240, 0, 45)]
    [InlineData("alexnet", 60_965_224, 0, 23)]
    [InlineData("caffenet", 60_965_224, 0, 23)]
    [InlineData("googlenet", 6_998_552, 0, 142)]
    [InlineData("squeezenet_v1.0", 1_248_424, 0, 66)]
    [InlineData("squeezenet_v1.1", 1_235_496, 0, 66)]
    [InlineData("resnet50", 25_557_032 + 64, 53_120 + 53, 228)]
    [InlineData("resnet101", 44_549_160, 105_344 + 104, 449)]
    [InlineData("resnet152", 60_192_808, 151_424 + 155, 670)]
    [InlineData("nin", 7_595_176, 0, 30)]
    [InlineData("mobilenet_v1", 4_231_976, 21_888 + 27, 111)]
    [InlineData("densenet121", 7_978_856, 83_648 + 121, 548)]
    public void Weights_and_layers(string name, long trained, long statistics, int layers)
    {
        NetworkDefinition network = ModelText.Compile(name);
        Assert.Equal(trained, ModelText.WeightCount(network, step => step.LayerType != "BatchNorm"));
        Assert.Equal(statistics, ModelText.WeightCount(network, step => step.LayerType == "BatchNorm"));
        Assert.Equal(layers, network.Steps.Length);
    }

    [Theory]
    [InlineData("vgg16", "conv1_1 1×64×224×224, pool3 1×256×28×28, relu5_3 1×512×14×14, fc6 1×4096, prob 1×1000")]
    [InlineData("vgg19", "conv3_4 1×256×56×56, relu5_4 1×512×14×14, pool5 1×512×7×7, prob 1×1000")]
    [InlineData("alexnet", "conv1 1×96×55×55, norm2 1×256×27×27, relu5 1×256×13×13, pool5 1×256×6×6, prob 1×1000")]
    [InlineData("caffenet", "pool1 1×96×27×27, norm2 1×256×13×13, relu5 1×256×13×13, pool5 1×256×6×6, prob 1×1000")]
    [InlineData("googlenet", "conv2/norm2 1×192×56×56, inception_3b/output 1×480×28×28, inception_4e/output 1×832×14×14, inception_5b/output 1×1024×7×7, prob 1×1000")]
    [InlineData("squeezenet_v1.0", "conv1 1×96×111×111, fire4/concat 1×256×55×55, fire9/concat 1×512×13×13, relu_conv10 1×1000×15×15, prob 1×1000×1×1")]
    [InlineData("squeezenet_v1.1", "conv1 1×64×113×113, pool3 1×128×28×28, fire9/concat 1×512×14×14, relu_conv10 1×1000×14×14, prob 1×1000×1×1")]
    [InlineData("resnet50", "pool1 1×64×56×56, res3d_relu 1×512×28×28, res4f_relu 1×1024×14×14, res5c_relu 1×2048×7×7, pool5 1×2048×1×1, prob 1×1000")]
    [InlineData("resnet101", "res3b3_relu 1×512×28×28, res4b22_relu 1×1024×14×14, res5c_relu 1×2048×7×7, prob 1×1000")]
    [InlineData("resnet152", "scale2a_branch1 1×256×56×56, res3b7_relu 1×512×28×28, res4b35_relu 1×1024×14×14, res5c_relu 1×2048×7×7, prob 1×1000")]
    [InlineData("nin", "pool0 1×96×27×27, pool2 1×256×13×13, conv4-1024 1×1024×6×6, relu12 1×1000×6×6, pool4 1×1000×1×1, prob 1×1000×1×1")]
    [InlineData("mobilenet_v1", "conv2_1/sep 1×64×112×112, conv5_6/dw 1×512×7×7, relu6/sep 1×1024×7×7, fc7 1×1000×1×1, prob 1×1000×1×1")]
    [InlineData("densenet121", "pool1 1×64×56×56, concat_2_6 1×256×56×56, conv4_blk 1×512×14×14, relu5_blk 1×1024×7×7, fc6 1×1000×1×1, prob 1×1000×1×1")]
    public void Shapes_of_known_layers(string name, string layers)
    {
        NetworkDefinition network = ModelText.Compile(name);
        foreach (string[] layer in layers.Split(", ").Select(layer => layer.Split(' ')))
            Assert.Equal((layer[0], layer[1]), (layer[0], ModelText.Value(network, layer[0]).Shape.For(1).ToString()));
    }

    [Fact]
    public void Every_network_takes_any_number_of_images_and_ends_in_prob_alone()
    {
        Assert.Equal(14, ModelText.Names.Count());
        foreach (string name in ModelText.Names)
        {
            NetworkDefinition network = ModelText.Compile(name);
            Assert.True(network.HasFreeBatch, name);
            Assert.Equal(["prob"], network.Outputs.Select(index => network.Values[index].Name));
        }
    }

    // Of the captioner: VGG-16 without fc8, and 512·(4096 + 1); 2·4·512·(512 + 1) + 9568·(512 + 1); 2·4·80·(80 + 1) + 16·(80 + 1).
    // Of the question encoder: 4·512·(200 + 1) + 3·4·512·(512 + 1); of the fusion network: 1024·(2048 + 1) + 1024·(4096 + 1) + 1000·(1024 + 1).
    [Theory]
    [InlineData("language/vqa_lstm_cnn_step", 3_563_520, "embedding 1×200, i2h_1 1×2048, next_h2 1×512, next 1×2048")]
    [InlineData("language/vqa_lstm_cnn_fusion", 7_318_504, "feature 1×4096, fused 1×1024, scores 1×1000, prob 1×1000")]
    [InlineData("language/neuraltalk2_cnn", 136_358_208, "conv5_3 1×512×14×14, relu8 1×512")]
    [InlineData("language/neuraltalk2_step", 7_009_632, "i2h_1 1×2048, next 1×1024, log_prob 1×9568")]
    [InlineData("language/scenes_caption_step", 53_136, "next 1×160, log_prob 1×16")]
    [InlineData("language/scenes_vqa_step", 24_960, "embedding 1×32, next 1×160")]
    [InlineData("language/scenes_vqa_fusion", 89_130, "feature 1×144, scores 1×42")]
    public void Parts_of_language_models(string name, long weights, string layers)
    {
        Assert.Contains(Path.GetFileName(name), ModelText.NamesIn("language"));
        NetworkDefinition network = ModelText.Compile(name);
        Assert.Equal(weights, ModelText.WeightCount(network, _ => true));
        Assert.True(network.HasFreeBatch);
        foreach (string[] layer in layers.Split(", ").Select(layer => layer.Split(' ')))
            Assert.Equal((layer[0], layer[1]), (layer[0], ModelText.Value(network, layer[0]).Shape.For(1).ToString()));
    }

    // Values and steps hold names, shapes, parameters and connections: with these equal, published weights load and mean the same.
    [Theory]
    [InlineData("squeezenet_v1.0", "golden/squeezenet/official/deploy.prototxt")]
    [InlineData("vgg16", "corpus/valid/foss-for-synopsys-dwc-arc-processors__synopsys-caffe-models__caffe_models_vgg16_caffe_model_VGG_ILSVRC_16_layers_deploy.prototxt")]
    [InlineData("resnet101", "corpus/valid/KaimingHe__deep-residual-networks__prototxt_ResNet-101-deploy.prototxt")]
    public void Networks_are_those_of_the_published_files(string name, string published)
    {
        NetworkDefinition expected = ModelText.CompileFile(SharedFolder.Require(published.Split('/'))), actual = ModelText.Compile(name);
        Assert.Equal(expected.Values, actual.Values);
        Assert.Equal(expected.Steps, actual.Steps);
    }
}
