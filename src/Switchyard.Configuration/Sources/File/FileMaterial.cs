namespace Switchyard.Configuration.Sources.File;

/// <summary>Everything that one good read of the files was made of: whoever reads it again gets the same configuration, whatever has become of the files and of the environment. Holds secrets.</summary>
/// <param name="Files">Configuration files in order.</param>
/// <param name="References">Files that values refer to, by full path.</param>
/// <param name="Variables">Variables that were looked up; null for one that was not set.</param>
internal sealed record FileMaterial(
    IReadOnlyList<KeyValuePair<string, byte[]>> Files, IReadOnlyDictionary<string, byte[]> References, IReadOnlyDictionary<string, string?> Variables);
