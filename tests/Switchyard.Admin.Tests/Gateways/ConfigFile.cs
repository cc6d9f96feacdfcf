namespace Switchyard.Admin.Tests.Gateways;

/// <summary>A configuration file of its own.</summary>
internal sealed class ConfigFile : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("switchyard-file-").FullName;

    public ConfigFile(string text)
    {
        Path = System.IO.Path.Combine(_directory, "switchyard.yaml");
        Write(text);
    }

    public string Path { get; }

    public void Write(string text) => File.WriteAllText(Path, text);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
