using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Host.Listeners.Tls;
using Switchyard.Testing.Certificates;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Host.Tests.Listeners;

public sealed class ServerCertificateTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-tls-");
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTime _time = new();
    private readonly ServerCertificate _certificate;

    public ServerCertificateTests() => _certificate = new ServerCertificate(Files, _services.GetRequiredService<IMeterFactory>(), _time, NullLogger<ServerCertificate>.Instance);

    private TlsFiles Files => new(Path.Combine(_directory.FullName, "tls.crt"), Path.Combine(_directory.FullName, "tls.key"));

    public void Dispose()
    {
        _certificate.Dispose();
        _services.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_new_pair_of_files_is_in_use_after_the_next_look()
    {
        var (first, second) = (TestCertificate.Create(), TestCertificate.Create());
        Write(first);
        await _certificate.StartAsync(Patience.Token);
        _certificate.Current.TargetCertificate.Thumbprint.ShouldBe(first.Thumbprint);

        Write(second);
        await LookAsync();

        _certificate.Current.TargetCertificate.Thumbprint.ShouldBe(second.Thumbprint);
        await _certificate.StopAsync(Patience.Token);
    }

    [Fact]
    public async Task Files_that_can_not_be_used_leave_the_former_certificate_until_they_can()
    {
        var (first, second) = (TestCertificate.Create(), TestCertificate.Create());
        Write(first);
        _ = _certificate.Current;
        await _certificate.StartAsync(Patience.Token);

        File.WriteAllText(Files.Certificate, second.Certificate);
        Should.Throw<CertificateException>(_certificate.Load).Message.ShouldContain(Files.Key);
        await LookAsync();
        _certificate.Current.TargetCertificate.Thumbprint.ShouldBe(first.Thumbprint, "certificate and key are of two pairs");

        File.WriteAllText(Files.Key, second.Key);
        await LookAsync();
        _certificate.Current.TargetCertificate.Thumbprint.ShouldBe(second.Thumbprint);
        await _certificate.StopAsync(Patience.Token);
    }

    [Fact]
    public void What_is_wrong_is_named_with_its_file_and_without_its_content()
    {
        Should.Throw<CertificateException>(() => _certificate.Current).Message.ShouldContain($"{Files.Certificate} can not be read");

        var good = TestCertificate.Create();
        File.WriteAllText(Files.Certificate, good.Certificate);
        File.WriteAllText(Files.Key, "not a key, but a secret");
        Should.Throw<CertificateException>(() => _certificate.Current).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain(Files.Key),
            message => message.ShouldNotContain("a secret"));

        using var key = ECDsa.Create();
        File.WriteAllText(Files.Key, key.ExportEncryptedPkcs8PrivateKeyPem("password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        Should.Throw<CertificateException>(() => _certificate.Current);

        File.WriteAllText(Files.Certificate, new string('x', 2 << 20));
        Should.Throw<CertificateException>(() => _certificate.Current).Message.ShouldContain("larger");
    }

    [Fact]
    public void An_equal_pair_is_not_taken_for_a_new_one()
    {
        var pair = TestCertificate.Create();
        Write(pair);
        var first = _certificate.Current;
        Write(pair);
        _certificate.Load().ShouldBeSameAs(first);
    }

    private void Write(TestCertificate certificate) => certificate.Write(Files.Certificate, Files.Key);

    // The next wait is armed when the look is over.
    private async Task LookAsync()
    {
        await _time.WhenArmedAsync().WaitAsync(Patience.Token);
        _time.Advance(ServerCertificate.Scan);
        await _time.WhenArmedAsync().WaitAsync(Patience.Token);
    }
}
