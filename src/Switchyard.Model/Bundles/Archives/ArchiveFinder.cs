using Switchyard.Model.Validation;

namespace Switchyard.Model.Bundles.Archives;

/// <summary>Finds the archive that a definition of a file names.</summary>
/// <param name="name">What stands in the definition: a path, relative to the directory of the file that has the definition.</param>
/// <param name="faults">What is wrong with the archive or with having one, by entry; empty when there is an archive.</param>
/// <returns>The archive; null with faults, and without them where it is not looked for.</returns>
public delegate BundleArchive? ArchiveFinder(string name, FaultList faults);
