namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>
/// The messages that every Caffe network is made of: the net, its layers in their three generations, and what layers share.
/// The parameters of layer types come from their definitions.
/// </summary>
public static class NetSchema
{
    /// <summary>Lengths of axes.</summary>
    public static MessageSchema BlobShape { get; } = new MessageSchema("BlobShape").Longs("dim");

    /// <summary>How weights are made for training: read over here, so forks may have fields of their own in it.</summary>
    public static MessageSchema Filler { get; } = MessageSchema.Open("FillerParameter")
        .String("type").Float("value").Float("min").Float("max").Float("mean").Float("std").Int("sparse").String("file");

    /// <summary>Name and learning rates of a weight.</summary>
    public static MessageSchema ParamSpec { get; } = new MessageSchema("ParamSpec")
        .String("name").Enum("share_mode", "STRICT", "PERMISSIVE").Float("lr_mult").Float("decay_mult");

    /// <summary>When a layer is in the net.</summary>
    public static MessageSchema StateRule { get; } = new MessageSchema("NetStateRule")
        .Enum("phase", "TRAIN", "TEST").Int("min_level").Int("max_level").Strings("stage").Strings("not_stage");

    /// <summary>What data layers do to images.</summary>
    public static MessageSchema Transformation { get; } = new MessageSchema("TransformationParameter")
        .Float("scale").Bool("mirror").UInt("crop_size").String("mean_file").Floats("mean_value").Bool("force_color").Bool("force_gray")
        // Of the fork of SSD: the size of images, and what training does to them.
        .Message("resize_param", MessageSchema.Open("ResizeParameter").UInt("height").UInt("width")
            .Enum("resize_mode", new[] { (1, "WARP"), (2, "FIT_SMALL_SIZE"), (3, "FIT_LARGE_SIZE_AND_PAD") }))
        .Message("noise_param", MessageSchema.Unread).Message("distort_param", MessageSchema.Unread)
        .Message("expand_param", MessageSchema.Unread).Message("emit_constraint", MessageSchema.Unread);

    /// <summary>The rules that say whether a layer is in the net.</summary>
    public static MessageSchema Rules { get; } =
        MessageSchema.Open("LayerParameter").Messages("include", StateRule).Messages("exclude", StateRule);

    /// <summary>The fields of a layer of the current format that all types share.</summary>
    public static MessageSchema Layer { get; } = AddLayer(new MessageSchema("LayerParameter"));

    /// <summary>The fields of a layer of the second generation that all types share.</summary>
    public static MessageSchema V1Layer { get; } = AddV1Layer(new MessageSchema("V1LayerParameter"));

    /// <summary>The net itself; its layers are checked one by one, by their types.</summary>
    public static MessageSchema Net { get; } = new MessageSchema("NetParameter")
        .String("name").Strings("input").Messages("input_shape", BlobShape).Ints("input_dim").Bool("force_backward")
        .Message("state", new MessageSchema("NetState").Enum("phase", "TRAIN", "TEST").Int("level").Strings("stage"))
        .Bool("debug_info").Messages("layer", MessageSchema.Unread).Messages("layers", MessageSchema.Unread)
        // sciencefans/RSA-for-object-detection: which blobs share memory.
        .Message("mem_param", MessageSchema.Unread);

    /// <summary>Adds the fields that all types of the current format share.</summary>
    public static MessageSchema AddLayer(MessageSchema layer) => layer
        .String("name").String("type").Strings("bottom").Strings("top").Enum("phase", "TRAIN", "TEST").Floats("loss_weight")
        .Messages("param", ParamSpec).Messages("blobs", OtherParameters.Blob).Bools("propagate_down")
        .Messages("include", StateRule).Messages("exclude", StateRule);

    /// <summary>Adds the fields that all types of the second generation share.</summary>
    public static MessageSchema AddV1Layer(MessageSchema layer) => layer
        .Strings("bottom").Strings("top").String("name")
        .Messages("include", StateRule).Messages("exclude", StateRule)
        .Enum("type", LegacyLayerTypes.Members).Messages("blobs", OtherParameters.Blob).Strings("param")
        .Enums("blob_share_mode", "STRICT", "PERMISSIVE").Floats("blobs_lr").Floats("weight_decay").Floats("loss_weight");

    /// <summary>A layer of the first generation: all types in one message.</summary>
    public static MessageSchema V0Layer { get; } = new MessageSchema("V0LayerParameter")
        .String("name").String("type").UInt("num_output").Bool("biasterm").Message("weight_filler", Filler).Message("bias_filler", Filler)
        .UInt("pad").UInt("kernelsize").UInt("group").UInt("stride").Enum("pool", "MAX", "AVE", "STOCHASTIC").Float("dropout_ratio")
        .UInt("local_size").Float("alpha").Float("beta").Float("k").String("source").Float("scale").String("meanfile").UInt("batchsize")
        .UInt("cropsize").Bool("mirror").Messages("blobs", OtherParameters.Blob).Floats("blobs_lr").Floats("weight_decay").UInt("rand_skip")
        .Float("det_fg_threshold").Float("det_bg_threshold").Float("det_fg_fraction").UInt("det_context_pad").String("det_crop_mode")
        .Int("new_num").Int("new_channels").Int("new_height").Int("new_width").Bool("shuffle_images").UInt("concat_dim")
        .Message("hdf5_output_param", new MessageSchema("HDF5OutputParameter").String("file_name"));
}
