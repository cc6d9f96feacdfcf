using System.Formats.Tar;
using Switchyard.Configuration.Sources.File.References;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Sources.File;

public sealed class FileContentTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("switchyard-content-").FullName;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_pipe_to_which_nobody_writes_is_refused_and_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there.");
        var path = Path.Combine(_directory, "pipe");
        await new PaxTarEntry(TarEntryType.Fifo, "pipe").ExtractToFileAsync(path, overwrite: false, Ended);
        var content = await Task.Run(() => FileContent.Read(path, 100), Ended).WaitAsync(Patience.Token);
        (content.Bytes, content.Fault).ShouldBe((null, "Is not a regular file."));
    }

    [Fact]
    public void Files_links_and_what_is_missing_are_told_apart()
    {
        var file = Path.Combine(_directory, "file");
        System.IO.File.WriteAllText(file, "abc");
        System.IO.File.CreateSymbolicLink(file + ".link", file);
        FileContent.Read(file, 100).Bytes.ShouldBe("abc"u8.ToArray());
        FileContent.Read(file + ".link", 100).Bytes.ShouldBe("abc"u8.ToArray());
        FileContent.Read(file, 2).Fault.ShouldBe("Is larger than 2 bytes.");
        FileContent.Read(file + ".none", 100).Fault.ShouldBe("Does not exist.");
        FileContent.Read(_directory, 100).Fault.ShouldNotBeNull().ShouldStartWith("Can not be read: ");
    }
}
