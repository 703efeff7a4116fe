namespace CaffeSharpGen;

/// <summary>
/// Makes an operation of its kind and its arguments. A compiled network names those that it has, so that ahead-of-time compilation leaves
/// out all others with their kernels.
/// </summary>
/// <param name="kind">Name of the operation's record.</param>
/// <param name="fields">Its arguments.</param>
public delegate Operation ReadOperation(string kind, Fields fields);
