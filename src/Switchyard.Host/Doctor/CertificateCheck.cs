using Switchyard.Host.Listeners.Tls;

namespace Switchyard.Host.Doctor;

/// <summary>The certificate of <c>https</c> addresses: readable, of one pair with its key, and valid for a while.</summary>
internal static class CertificateCheck
{
    private const string Check = "certificate";
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public static IEnumerable<Finding> Run(TlsFiles? files, TimeProvider time)
    {
        if (files is null)
        {
            yield break;
        }

        yield return Look(files, time.GetUtcNow());
    }

    private static Finding Look(TlsFiles files, DateTimeOffset now)
    {
        try
        {
            var (certificate, key, _) = CertificateReader.Read(files);
            using var leaf = CertificateReader.Parse(files, certificate, key).TargetCertificate;
            DateTimeOffset begin = new(leaf.NotBefore), end = new(leaf.NotAfter);
            return (end - now) switch
            {
                var left when left <= TimeSpan.Zero => new Finding(Check, FindingState.Failed, $"{files.Certificate} ended at {end.UtcDateTime:u}; clients refuse it.", "Replace both files; a node that runs takes them without a restart."),
                _ when begin > now => new Finding(Check, FindingState.Failed, $"{files.Certificate} is valid from {begin.UtcDateTime:u} on only.", "Is this machine's clock right?"),
                var left when left < Soon => new Finding(Check, FindingState.Warning, $"{files.Certificate} ends in {left.Days} days, at {end.UtcDateTime:u}.", "Renew it; a node that runs takes the new files without a restart."),
                _ => new Finding(Check, FindingState.Ok, $"{leaf.Subject}, until {end.UtcDateTime:u}."),
            };
        }
        catch (CertificateException wrong)
        {
            return new Finding(Check, FindingState.Failed, wrong.Message, "Certificate and key must be PEM, of one pair, and the key not encrypted.");
        }
    }
}
