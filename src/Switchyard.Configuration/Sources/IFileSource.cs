using Switchyard.Configuration.Composition;

namespace Switchyard.Configuration.Sources;

/// <summary>The configuration files of this node.</summary>
public interface IFileSource
{
    /// <summary>Reads all files now: bytes, hash and content belong together.</summary>
    /// <exception cref="ConfigurationRejectedException">Something is wrong with them; every fault is named with file, line and column.</exception>
    FileLayer Read();
}
