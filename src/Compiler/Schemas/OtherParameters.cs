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

    /// <summary>What the losses with labels share.</summary>
    public static MessageSchema Loss { get; } = new MessageSchema("LossParameter")
        .Int("ignore_label").Bool("normalize").Enum("normalization", "FULL", "VALID", "BATCH_SIZE", "NONE");

    /// <summary>Field name and message.</summary>
    public static IEnumerable<KeyValuePair<string, MessageSchema>> All { get; } = new Dictionary<string, MessageSchema>
    {
        ["transform_param"] = NetSchema.Transformation,
        ["data_param"] = new MessageSchema("DataParameter")
            .String("source").UInt("batch_size").UInt("rand_skip").Enum("backend", "LEVELDB", "LMDB").Float("scale").String("mean_file")
            .UInt("crop_size").Bool("mirror").Bool("force_encoded_color").UInt("prefetch"),
        ["annotated_data_param"] = MessageSchema.Unread,
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
        ["python_param"] = Python,
    };
}
