namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>
/// Parameters of Caffe's layer types that have no definition here: data layers, which become inputs, and losses, which are dropped. They
/// are checked like all others.
/// </summary>
internal static class OtherParameters
{
    /// <summary>Weights inside a prototxt, which Caffe allows.</summary>
    public static MessageSchema Blob { get; } = new MessageSchema("BlobProto")
        .Message("shape", new MessageSchema("BlobShape").Longs("dim"))
        .Floats("data").Floats("diff").Floats("double_data").Floats("double_diff")
        .Int("num").Int("channels").Int("height").Int("width");

    /// <summary>What a layer of type Python runs.</summary>
    public static MessageSchema Python { get; } = new MessageSchema("PythonParameter")
        .String("module").String("layer").String("param_str").Bool("share_in_parallel");

    /// <summary>Field name and message.</summary>
    public static IEnumerable<KeyValuePair<string, MessageSchema>> All { get; } = new Dictionary<string, MessageSchema>
    {
        ["transform_param"] = NetSchema.Transformation,
        ["data_param"] = new MessageSchema("DataParameter")
            .String("source").UInt("batch_size").UInt("rand_skip").Enum("backend", "LEVELDB", "LMDB").Float("scale").String("mean_file")
            .UInt("crop_size").Bool("mirror").Bool("force_encoded_color").UInt("prefetch"),
        ["image_data_param"] = new MessageSchema("ImageDataParameter")
            .String("source").UInt("batch_size").UInt("rand_skip").Bool("shuffle").UInt("new_height").UInt("new_width").Bool("is_color")
            .Float("scale").String("mean_file").UInt("crop_size").Bool("mirror").String("root_folder"),
        ["window_data_param"] = new MessageSchema("WindowDataParameter")
            .String("source").Float("scale").String("mean_file").UInt("batch_size").UInt("crop_size").Bool("mirror").Float("fg_threshold")
            .Float("bg_threshold").Float("fg_fraction").UInt("context_pad").String("crop_mode").Bool("cache_images").String("root_folder"),
        ["memory_data_param"] = new MessageSchema("MemoryDataParameter").UInt("batch_size").UInt("channels").UInt("height").UInt("width"),
        ["hdf5_data_param"] = new MessageSchema("HDF5DataParameter").String("source").UInt("batch_size").Bool("shuffle"),
        ["hdf5_output_param"] = new MessageSchema("HDF5OutputParameter").String("file_name"),
        ["dummy_data_param"] = new MessageSchema("DummyDataParameter")
            .Messages("data_filler", NetSchema.Filler).Messages("shape", NetSchema.BlobShape)
            .UInts("num").UInts("channels").UInts("height").UInts("width"),
        ["loss_param"] = new MessageSchema("LossParameter")
            .Int("ignore_label").Bool("normalize").Enum("normalization", "FULL", "VALID", "BATCH_SIZE", "NONE"),
        ["accuracy_param"] = new MessageSchema("AccuracyParameter").UInt("top_k").Int("axis").Int("ignore_label"),
        ["contrastive_loss_param"] = new MessageSchema("ContrastiveLossParameter").Float("margin").Bool("legacy_version"),
        ["hinge_loss_param"] = new MessageSchema("HingeLossParameter").Enum("norm", [(1, "L1"), (2, "L2")]),
        ["infogain_loss_param"] = new MessageSchema("InfogainLossParameter").String("source").Int("axis"),
        ["mvn_param"] = new MessageSchema("MVNParameter").Bool("normalize_variance").Bool("across_channels").Float("eps"),
        ["recurrent_param"] = new MessageSchema("RecurrentParameter")
            .UInt("num_output").Message("weight_filler", NetSchema.Filler).Message("bias_filler", NetSchema.Filler)
            .Bool("debug_info").Bool("expose_hidden"),
        ["python_param"] = Python,
        ["reduction_param"] = new MessageSchema("ReductionParameter")
            .Enum("operation", [(1, "SUM"), (2, "ASUM"), (3, "SUMSQ"), (4, "MEAN")]).Int("axis").Float("coeff"),
        ["spp_param"] = new MessageSchema("SPPParameter")
            .UInt("pyramid_height").Enum("pool", "MAX", "AVE", "STOCHASTIC").Enum("engine", "DEFAULT", "CAFFE", "CUDNN"),
        ["threshold_param"] = new MessageSchema("ThresholdParameter").Float("threshold"),
        ["tile_param"] = new MessageSchema("TileParameter").Int("axis").Int("tiles"),
    };
}
