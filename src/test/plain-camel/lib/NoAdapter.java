package dev.example;

import org.apache.camel.resume.ResumeAdapter;

/** Resumes nothing. */
public final class NoAdapter implements ResumeAdapter {
  @Override
  public void resume() {}
}
