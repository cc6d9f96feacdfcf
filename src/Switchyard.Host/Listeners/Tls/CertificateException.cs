namespace Switchyard.Host.Listeners.Tls;

/// <summary>A certificate that can not be used; the message names the files and what is wrong, never what is in them.</summary>
internal sealed class CertificateException(string message, Exception? inner) : Exception(message, inner);
