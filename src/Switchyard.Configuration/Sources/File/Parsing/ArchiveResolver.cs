using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>Finds an archive that a configuration file names.</summary>
/// <param name="file">The configuration file.</param>
/// <param name="reference">The path as written, relative to the directory of that file.</param>
/// <param name="faults">What is wrong, by entry of the archive.</param>
/// <returns>The archive, or null with faults.</returns>
public delegate BundleArchive? ArchiveResolver(string file, string reference, FaultList faults);
